/* Shows libvncclient what a server on the loopback interface sends until it hangs up, and writes the framebuffer to
 * standard output as it is, in the server's own pixel format. The second argument, if any, is the quality that it asks for. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rfb/rfbclient.h>

static rfbBool allocate(rfbClient *client)
{
    /* Called once before the pixel format is settled, and at each new size. */
    client->format = client->si.format;
    free(client->frameBuffer);
    client->frameBuffer = calloc(client->width * client->height, client->format.bitsPerPixel / 8);
    return client->frameBuffer != NULL;
}

int main(int argc, char **argv)
{
    rfbClient *client = rfbGetClient(8, 3, 4);

    if (argc < 2 || argc > 3 || client == NULL)
        return 1;
    client->serverHost = strdup("127.0.0.1");
    client->serverPort = atoi(argv[1]);
    if (argc == 3)
        client->appData.qualityLevel = atoi(argv[2]);
    client->MallocFrameBuffer = allocate;
    client->canHandleNewFBSize = TRUE;
    if (!rfbInitClient(client, NULL, NULL))
        return 1;
    while (HandleRFBServerMessage(client))
        ;
    fwrite(client->frameBuffer, client->format.bitsPerPixel / 8, client->width * client->height, stdout);
    return 0;
}
