"""Who must receive how often, which days a pattern names, what a session allows: plain Python."""
