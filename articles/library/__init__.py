"""The library of references: entered, told apart, and those at hand beside a draft."""
