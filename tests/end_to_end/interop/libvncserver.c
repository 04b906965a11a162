/* A server on libvncserver that shows one picture; servers.rs knows the same. With a word after the options, that is
 * the password. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rfb/rfb.h>

enum { WIDTH = 640, HEIGHT = 480 };

int main(int argc, char **argv)
{
    static char *passwords[2];
    rfbScreenInfoPtr screen;
    int x, y;

    if (argc == 2 && strcmp(argv[1], "--version") == 0) {
        puts(LIBVNCSERVER_VERSION);
        return 0;
    }
    screen = rfbGetScreen(&argc, argv, WIDTH, HEIGHT, 8, 3, 4);
    if (screen == NULL || (screen->frameBuffer = malloc(4 * WIDTH * HEIGHT)) == NULL)
        return 1;
    for (y = 0; y < HEIGHT; y++)
        for (x = 0; x < WIDTH; x++) {
            char *pixel = screen->frameBuffer + 4 * (y * WIDTH + x);
            pixel[0] = x * y / 7;
            pixel[1] = x / 3;
            pixel[2] = y;
            pixel[3] = 0;
        }
    screen->alwaysShared = TRUE;
    screen->desktopName = "libvncserver";
    if (argc > 1) {
        passwords[0] = argv[1];
        screen->authPasswdData = passwords;
        screen->passwordCheck = rfbCheckPasswordByList;
    }
    rfbInitServer(screen);
    rfbRunEventLoop(screen, 10000, FALSE);
    return 0;
}
