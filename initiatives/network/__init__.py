"""How a portfolio hangs together: graphs, measures and where things stand on a drawing."""
