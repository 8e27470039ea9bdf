/*
 * For tools that tests start: a client of GlusterFS 10 waits 10 s when it gives a volume up, although all is written by
 * then and the tool is about to end. LD_PRELOAD it.
 */
int glfs_fini(void *volume)
{
    return 0;
}
