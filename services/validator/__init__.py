"""The validator: assembles a document from its section events, judges it by the rulebook and decides its verdict."""
