#!/bin/sh
# Makes the secrets that docker-compose.yml reads from deploy/secrets/: a random password in each file that is not
# there yet. Run it from the top of the checkout before the first `docker compose up`.
set -eu

folder=deploy/secrets
mkdir -p "$folder"
# Nobody else may enter the folder. The files may be read by all: containers see them as users of their own.
chmod 0700 "$folder"
for name in postgres_superuser postgres_owner postgres_loader postgres_reader grafana_admin; do
    file="$folder/$name"
    if [ ! -s "$file" ]; then
        head -c 24 /dev/urandom | base64 | tr -d '\n' | tr '+/' '-_' >"$file.new"
        chmod 0444 "$file.new"
        mv "$file.new" "$file"
        echo "secrets: made $file"
    fi
done
