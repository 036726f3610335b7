"""Ports of this machine: is one free, and which one may be taken."""

import errno
import socket


def why_not(host: str, port: int) -> str:
    """Return why a server cannot listen at this address, as an end of a sentence, or "" when it can."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            return "this user may not use it (ports below 1024 belong to root)"
        except OverflowError:
            return "ports go from 1 to 65535"
        except OSError as problem:
            if problem.errno == errno.EADDRINUSE:
                return "another program is using it"
            return f"the machine says “{problem.strerror or problem}”"
    return ""


def free_port(host: str = "127.0.0.1") -> int:
    """Return a port that nobody listens on at this moment."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
        return port
