// The runtime takes its time before it runs the first line of the program, and a signal that comes earlier ends the process. So the controller's
// signals wait, blocked, from the moment the program is loaded until it has said what they mean: see Control/ProcessSignals.cs.
#include <signal.h>
#include <string.h>

__attribute__((constructor)) static void block_signals(int count, char **arguments)
{
    static const int held[] = { SIGHUP, SIGTERM, SIGINT, SIGQUIT, SIGUSR1, SIGUSR2 };
    sigset_t set;

    // The other commands are ended by a signal as any program is.
    if (count < 2 || strcmp(arguments[1], "run") != 0)
        return;
    sigemptyset(&set);
    for (unsigned int index = 0; index < sizeof held / sizeof *held; index++)
        sigaddset(&set, held[index]);
    sigprocmask(SIG_BLOCK, &set, NULL);
}
