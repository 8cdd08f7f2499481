"""The sandbox: runs one submission in a locked process, and hands back inert observations."""
