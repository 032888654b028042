"""Lists of the desks: narrowed, sorted, kept by a name, taken along as a file or on paper."""
