"""Cuts the power of a mounted ext4: what the disk was not told to keep is gone.

Usage: power_cut.py MOUNTPOINT. FS_IOC_SHUTDOWN (0x8004587d) with EXT4_GOING_FLAGS_NOLOGFLUSH (2); needs root.
"""

import fcntl
import os
import struct
import sys

mountpoint = os.open(sys.argv[1], os.O_RDONLY)
fcntl.ioctl(mountpoint, 0x8004587D, struct.pack("I", 2))
