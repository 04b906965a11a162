/* Times libvncclient while it decodes what a server sends through standard input, which is a socket: the updates that
 * come after the first ones, whose number is the first argument, as many as the second says; it waits for so many
 * milliseconds in between as the third says. Prints the milliseconds that it took. */

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <rfb/rfbclient.h>

static rfbBool allocate(rfbClient *client)
{
    /* Called once before the pixel format is settled, and at each new size. */
    client->format = client->si.format;
    free(client->frameBuffer);
    client->frameBuffer = calloc(client->width * client->height, client->format.bitsPerPixel / 8);
    return client->frameBuffer != NULL;
}

static int decode(rfbClient *client, int updates)
{
    while (updates-- > 0)
        if (!HandleRFBServerMessage(client))
            return 0;
    return 1;
}

int main(int argc, char **argv)
{
    rfbClient *client = rfbGetClient(8, 3, 4);
    struct timespec started, ended;

    if (argc != 4 || client == NULL)
        return 1;
    client->sock = STDIN_FILENO;
    /* The server is there already, as if it had called: nothing is to be connected to. */
    client->listenSpecified = TRUE;
    client->MallocFrameBuffer = allocate;
    if (!rfbInitClient(client, NULL, NULL) || !decode(client, atoi(argv[1])))
        return 1;
    /* Until the server has as much under way as it can. */
    usleep(1000 * atoi(argv[3]));
    clock_gettime(CLOCK_MONOTONIC, &started);
    if (!decode(client, atoi(argv[2])))
        return 1;
    clock_gettime(CLOCK_MONOTONIC, &ended);
    printf("%f\n", (ended.tv_sec - started.tv_sec) * 1e3 + (ended.tv_nsec - started.tv_nsec) / 1e6);
    return 0;
}
