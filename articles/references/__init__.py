"""Works, read and printed: identifiers, CSL-JSON, formats, styles. No database."""
