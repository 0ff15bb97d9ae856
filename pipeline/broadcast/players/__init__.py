"""Players: a local device, an Icecast server, a controller's folder, IP horns; all keep contract.py."""
