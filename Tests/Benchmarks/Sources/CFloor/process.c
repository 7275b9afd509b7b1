// For wait4.
#define _GNU_SOURCE

#include "CFloor.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <spawn.h>
#include <stdatomic.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

struct pace {
    atomic_int stop;
    uint64_t nanoseconds, signatures;
};

// By the processor's clock of this thread alone: that it has to wait while the program has both cores is no matter of the machine's pace.
static void *keep_pace(void *argument) {
    static const uint8_t key[32] = {1};
    const struct timespec pause = {0, 10000000};
    struct pace *pace = argument;
    uint8_t signature[65];
    do {
        // Brings back what the program drove out of the caches.
        floor_sign(key, key, signature);
        const uint64_t start = floor_processor_nanoseconds();
        for (int i = 0; i < 4; i++) floor_sign(key, key, signature);
        pace->nanoseconds += floor_processor_nanoseconds() - start;
        pace->signatures += 4;
        nanosleep(&pause, NULL);
    } while (!atomic_load(&pace->stop));
    return NULL;
}

int floor_run(char *const *arguments, floor_usage *usage) {
    posix_spawn_file_actions_t actions;
    pid_t process;
    int status = 0;
    struct rusage used;
    int error = posix_spawn_file_actions_init(&actions);
    if (error) {
        return error;
    }
    error = posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    const uint64_t start = floor_nanoseconds();
    if (!error) {
        error = posix_spawnp(&process, arguments[0], &actions, NULL, arguments, environ);
    }
    posix_spawn_file_actions_destroy(&actions);
    if (error) {
        return error;
    }
    struct pace pace = {0};
    pthread_t pacer;
    const int paced = pthread_create(&pacer, NULL, keep_pace, &pace) == 0;
    while (wait4(process, &status, 0, &used) < 0) {
        if (errno != EINTR) {
            error = errno;
            break;
        }
    }
    usage->wall = floor_nanoseconds() - start;
    if (paced) {
        atomic_store(&pace.stop, 1);
        pthread_join(pacer, NULL);
    }
    if (error) {
        return error;
    }
    usage->signing = pace.signatures ? pace.nanoseconds / pace.signatures : 0;
    usage->user = (uint64_t)used.ru_utime.tv_sec * 1000000 + (uint64_t)used.ru_utime.tv_usec;
    usage->system = (uint64_t)used.ru_stime.tv_sec * 1000000 + (uint64_t)used.ru_stime.tv_usec;
    usage->code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return 0;
}
