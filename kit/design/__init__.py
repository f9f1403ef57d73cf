"""What the product looks like: colours, icons, typeface and the files browsers fetch."""
