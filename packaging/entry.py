"""Where a frozen program begins: the same command as `ieum`."""

from desktop.cli import main

main()
