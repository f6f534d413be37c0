// NOT an engine: a stand-in for docker, so light that a thousand containers cost next to nothing of what is measured.
//   stand-in SOCKET      its API: what the controller asks of containers and images, over connections that are kept
//   docker run|rm|stop   under that name, its command: "run" registers the container under its --name and is its process
#define _GNU_SOURCE
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define CONTAINERS "/run/stand-in/containers"
#define IMAGE "sha256:1111111111111111111111111111111111111111111111111111111111111111"
#define CLIENTS 256

static char own_file[512];

static const char *file_of(const char *name) {
    static char path[512];
    snprintf(path, sizeof path, CONTAINERS "/%s", name);
    return path;
}

// The process and the id of a container; 0 when there is none of that name.
static int find(const char *name, char id[65]) {
    FILE *file = fopen(file_of(name), "re");
    int process = 0;
    if (!file) return 0;
    if (fscanf(file, "%d %64s", &process, id) != 2) process = 0;
    fclose(file);
    return process;
}

static void end(int number) {
    (void)number;
    unlink(own_file);
    _exit(0);
}

static int run(const char *name) {
    unsigned char random[32];
    FILE *file;
    snprintf(own_file, sizeof own_file, "%s", file_of(name));
    signal(SIGTERM, end);
    signal(SIGINT, end);
    if (getrandom(random, sizeof random, 0) != sizeof random || !(file = fopen(own_file, "we"))) return 125;
    fprintf(file, "%d ", getpid());
    for (size_t i = 0; i < sizeof random; i++) fprintf(file, "%02x", random[i]);
    fclose(file);
    for (;;) pause();
}

static int command(int count, char **arguments) {
    const char *verb = count > 1 ? arguments[1] : "", *name = arguments[count - 1];
    char id[65];
    int process;
    for (int i = 2; i < count; i++)
        if (!strncmp(arguments[i], "--name=", 7)) name = arguments[i] + 7;
    if (!strcmp(verb, "run")) return run(name);
    if (strcmp(verb, "rm") && strcmp(verb, "stop")) return 0;
    if ((process = find(name, id)) > 1) kill(process, SIGTERM);
    unlink(file_of(name));
    return 0;
}

static int container(char *json, size_t size, const char *name, int in_list) {
    char id[65];
    int process = find(name, id);
    if (!process) return 0;
    const char *state = kill(process, 0) == 0 ? "running" : "exited", *labels = "{\"oci-reconciler.workload\":";
    if (in_list)
        return snprintf(json, size, "{\"Id\":\"%s\",\"Names\":[\"/%s\"],\"Image\":\"stand-in:1\",\"ImageID\":\"" IMAGE "\","
            "\"Created\":1767225600,\"Labels\":%s\"%s\"},\"State\":\"%s\",\"Status\":\"Up\"},", id, name, labels, name, state);
    return snprintf(json, size, "{\"Id\":\"%s\",\"Name\":\"/%s\",\"Image\":\"" IMAGE "\",\"Created\":\"2026-01-01T00:00:00Z\","
        "\"Config\":{\"Image\":\"stand-in:1\",\"Labels\":%s\"%s\"}},\"State\":{\"Running\":%s,\"Status\":\"%s\",\"ExitCode\":0,"
        "\"StartedAt\":\"2026-01-01T00:00:00Z\"}}", id, name, labels, name, *state == 'r' ? "true" : "false", state);
}

// Whether a query that filters by names has one of them; one that does not has all.
static int is_asked_for(const char *query, const char *name) {
    size_t length = strlen(name);
    if (!strstr(query, "name%22") && !strstr(query, "\"name\"")) return 1;
    for (const char *at = query; (at = strstr(at, name)); at++)
        if (!isalnum((unsigned char)at[length])) return 1;
    return 0;
}

static char *list(const char *query) {
    size_t length = 1, room = 1 << 16;
    char *json = malloc(room);
    DIR *directory = opendir(CONTAINERS);
    struct dirent *entry;
    json[0] = '[';
    while (directory && (entry = readdir(directory))) {
        if (entry->d_name[0] == '.' || !is_asked_for(query, entry->d_name)) continue;
        if (room - length < 2048) json = realloc(json, room *= 2);
        length += (size_t)container(json + length, room - length - 2, entry->d_name, 1);
    }
    if (directory) closedir(directory);
    if (json[length - 1] == ',') length--;
    strcpy(json + length, "]");
    return json;
}

static void answer(int client, const char *status, const char *json) {
    char head[256];
    int length = snprintf(head, sizeof head, "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n", status,
        strlen(json));
    // The client's buffer is larger than all of it but for listings, which it reads at once.
    if (write(client, head, (size_t)length) < 0) return;
    for (size_t sent = 0, all = strlen(json); sent < all;) {
        ssize_t now = write(client, json + sent, all - sent);
        if (now <= 0) return;
        sent += (size_t)now;
    }
}

static void serve(int client, char *request) {
    char *path = strchr(request, ' '), *query, *part, *last, json[2048];
    if (!path) return;
    path++;
    path[strcspn(path, " \r\n")] = 0;
    if ((query = strchr(path, '?'))) *query++ = 0;
    if (strstr(path, "/events")) {
        const char *head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
        if (write(client, head, strlen(head)) < 0) return;
    } else if ((part = strstr(path, "/containers/json"))) {
        char *all = list(query ? query : "");
        answer(client, "200 OK", all);
        free(all);
    } else if ((part = strstr(path, "/containers/")) && (last = strstr(part, "/json"))) {
        *last = 0;
        int found = container(json, sizeof json, part + strlen("/containers/"), 0);
        answer(client, found ? "200 OK" : "404 Not Found", found ? json : "{\"message\":\"no such container\"}");
    } else if (strstr(path, "/images/json")) {
        answer(client, "200 OK", "[{\"Id\":\"" IMAGE "\",\"RepoTags\":[\"stand-in:1\"],\"RepoDigests\":[]}]");
    } else if (strstr(path, "/images/") && strstr(path, "/json")) {
        answer(client, "200 OK", "{\"Id\":\"" IMAGE "\",\"RepoTags\":[\"stand-in:1\"]}");
    } else {
        answer(client, "200 OK", strncmp(request, "DELETE", 6) ? "{\"ApiVersion\":\"1.44\",\"Version\":\"20.10.0\"}" : "[]");
    }
}

// Answers what has come whole: no request of the controller's has a body that matters.
static int receive(int client, char *buffer, size_t *length, size_t room) {
    ssize_t now = read(client, buffer + *length, room - *length - 1);
    char *end_of_head;
    if (now <= 0) return 0;
    buffer[*length += (size_t)now] = 0;
    while ((end_of_head = strstr(buffer, "\r\n\r\n"))) {
        size_t used = (size_t)(end_of_head + 4 - buffer);
        end_of_head[2] = 0;
        serve(client, buffer);
        memmove(buffer, buffer + used, *length - used + 1);
        *length -= used;
    }
    return *length + 1 < room;
}

static int listen_at(const char *path) {
    static char buffers[CLIENTS][8192];
    static size_t lengths[CLIENTS];
    static struct pollfd clients[CLIENTS];
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int server = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), count = 1;
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    unlink(path);
    signal(SIGPIPE, SIG_IGN);
    if (bind(server, (struct sockaddr *)&address, sizeof address) || listen(server, CLIENTS)) return 1;
    clients[0] = (struct pollfd){.fd = server, .events = POLLIN};
    while (poll(clients, (nfds_t)count, -1) > 0) {
        for (int i = count - 1; i > 0; i--) {
            if (!clients[i].revents || receive(clients[i].fd, buffers[i], &lengths[i], sizeof buffers[i])) continue;
            close(clients[i].fd);
            count--;
            clients[i] = clients[count];
            lengths[i] = lengths[count];
            memcpy(buffers[i], buffers[count], sizeof buffers[i]);
        }
        if (!clients[0].revents || count == CLIENTS) continue;
        lengths[count] = 0;
        clients[count] = (struct pollfd){.fd = accept(server, NULL, NULL), .events = POLLIN};
        if (clients[count].fd >= 0) count++;
    }
    return 1;
}

int main(int count, char **arguments) {
    const char *slash = strrchr(arguments[0], '/');
    if (!strcmp(slash ? slash + 1 : arguments[0], "docker")) return command(count, arguments);
    return count == 2 ? listen_at(arguments[1]) : 2;
}
