"""Power cuts under a real file system (D1): the disk forgets what nobody made it keep."""
