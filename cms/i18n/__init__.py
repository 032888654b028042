"""The languages that pages speak, and translations of articles."""
