"""The project's own tools: Node, its package manager, the programs in node_modules, and Prisma with its engine."""

from podium.toolchain.engine import Engine, prisma_engine
from podium.toolchain.installation import INSTALLING, REGISTRY_VARIABLES, Installation, install
from podium.toolchain.managers import ManagerName, PackageManager, install_command, package_manager
from podium.toolchain.node import Node, find_node, find_package, search_path, tool
from podium.toolchain.prisma import Prisma, Side, prisma
from podium.toolchain.setting import Setting

__all__ = [
    "INSTALLING",
    "REGISTRY_VARIABLES",
    "Engine",
    "Installation",
    "ManagerName",
    "Node",
    "PackageManager",
    "Prisma",
    "Setting",
    "Side",
    "find_node",
    "find_package",
    "install",
    "install_command",
    "package_manager",
    "prisma",
    "prisma_engine",
    "search_path",
    "tool",
]
