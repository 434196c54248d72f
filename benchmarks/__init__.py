"""What the whole path costs: `python -m benchmarks` measures it beside a plain pdfplumber loop over the same files."""
