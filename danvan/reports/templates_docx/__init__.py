"""Word templates the province may replace, and the script that draws the ones we ship."""
