/*
 * For rpcbind, which listens everywhere, and whose option for an address crashes it (Debian 12): what would be bound to any
 * address is bound to the one in LAB_ADDRESS. LD_PRELOAD it.
 */
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>

typedef int bind_call(int socket, const struct sockaddr *address, socklen_t length);

int bind(int socket, const struct sockaddr *address, socklen_t length)
{
    bind_call *original = (bind_call *) dlsym((void *) -1L, "bind"); /* RTLD_NEXT */
    struct sockaddr_in here;

    if (address->sa_family == AF_INET6) {
        errno = EADDRNOTAVAIL; /* IPv4 is enough */
        return -1;
    }
    if (address->sa_family != AF_INET)
        return original(socket, address, length);
    here = *(const struct sockaddr_in *) address;
    if (here.sin_addr.s_addr == INADDR_ANY)
        here.sin_addr.s_addr = inet_addr(getenv("LAB_ADDRESS"));
    return original(socket, (struct sockaddr *) &here, sizeof here);
}
