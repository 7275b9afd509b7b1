// For wait4.
#define _GNU_SOURCE

#include "CFloor.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

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
    while (wait4(process, &status, 0, &used) < 0) {
        if (errno != EINTR) {
            return errno;
        }
    }
    usage->wall = floor_nanoseconds() - start;
    usage->user = (uint64_t)used.ru_utime.tv_sec * 1000000 + (uint64_t)used.ru_utime.tv_usec;
    usage->system = (uint64_t)used.ru_stime.tv_sec * 1000000 + (uint64_t)used.ru_stime.tv_usec;
    usage->code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return 0;
}
