"""Kernels that are forked from a process that is warm, for any Jupyter tool.

Belongs here: Jupyter's kernel provisioner, named in ``pyproject.toml``; the kernelspec ``analysttools`` in
``kernels/`` asks for it. Does not belong here: the warm process (``client.py``).
"""

from __future__ import annotations

import atexit
import logging
import os
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from analysttools.files.kernel_sockets import TRANSPORT, name_sockets
from analysttools.files.own_folders import own_folder
from analysttools.notebooks.warm_kernels.client import get_warm

# The folder that Jupyter finds the kernelspec in, and its name.
KERNELS, NAME = Path(__file__).parent / "kernels", "analysttools"
# How the folder of a kernel's sockets begins.
SOCKETS_FOLDER = "kernel-"
logger = logging.getLogger(__name__)


class WarmProvisioner(LocalProvisioner):
    """Starts kernels by forking where that is sound, else as Jupyter itself does, and says so."""

    sockets: ExitStack | None = None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Have the kernel talk through files: a port that is free now may be taken before it binds it."""
        manager: Any = self.parent
        if manager is not None and manager.transport == "tcp":
            self.sockets = ExitStack()
            atexit.register(self.sockets.close)  # where nobody cleans up
            folder = self.sockets.enter_context(own_folder(SOCKETS_FOLDER))
            if sockets := name_sockets(folder):
                manager.transport, manager.ip = TRANSPORT, sockets
        return dict(await super().pre_launch(**kwargs))

    async def cleanup(self, restart: bool = False) -> None:
        """Take the files away with the kernel."""
        await super().cleanup(restart)
        if self.sockets is not None and not restart:
            self.sockets.close()

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Fork a kernel for the connection file in a command, or run the command."""
        environment, folder = kwargs.get("env", dict(os.environ)), kwargs.get("cwd") or Path.cwd()
        warm = get_warm(environment)
        problem = warm.describe_why_not(str(folder))
        if not problem:
            try:
                forked = warm.fork(cmd[cmd.index("-f") :], str(folder), environment)
            except (OSError, ValueError) as error:
                problem = str(error)
            else:
                self.process: Any = forked
                self.pid = self.pgid = forked.pid
                return self.connection_info
        logger.warning("This kernel is started as any other, and not forked from a warm one: %s.", problem)
        return await super().launch_kernel(cmd, **kwargs)
