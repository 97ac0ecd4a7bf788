"""One function for each thing a person can do. Pages, routes and the command line call only these."""
