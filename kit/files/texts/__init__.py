"""The words inside of files, page by page, so that search finds what a file says."""
