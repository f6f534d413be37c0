// The least that a program can do on the system bus, as a limit for one that does more; without a library, so that nothing is between.
//   bus list TIMES PATTERN...        calls ListUnitsByPatterns so often; prints the CPU of one call on this side, in microseconds
//   bus record FILE                  writes each StartTransientUnit and StartUnit that is called, as it is sent, until it is ended
//   bus replay FILE NAME COUNT       makes the recorded calls for COUNT workloads, one after the other: NAME, such as n0000, counts up
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define SYSTEMD "org.freedesktop.systemd1"
#define ROOM (1 << 24)

typedef struct {
    uint8_t *bytes;
    size_t length;
} message;

static int bus;
static uint32_t serial;

static void fail(const char *what) {
    fprintf(stderr, "bus: %s\n", what);
    exit(1);
}

static void align(message *m, size_t to) {
    while (m->length % to) m->bytes[m->length++] = 0;
}

static void put_number(message *m, uint32_t value) {
    align(m, 4);
    memcpy(m->bytes + m->length, &value, 4);
    m->length += 4;
}

static void put_string(message *m, const char *text) {
    put_number(m, (uint32_t)strlen(text));
    memcpy(m->bytes + m->length, text, strlen(text) + 1);
    m->length += strlen(text) + 1;
}

static void put_signature(message *m, const char *text) {
    m->bytes[m->length++] = (uint8_t)strlen(text);
    memcpy(m->bytes + m->length, text, strlen(text) + 1);
    m->length += strlen(text) + 1;
}

static void put_field(message *m, uint8_t code, const char *type, const char *value) {
    align(m, 8);
    m->bytes[m->length++] = code;
    put_signature(m, type);
    if (*type == 'g') put_signature(m, value);
    else put_string(m, value);
}

static void put_strings(message *m, int count, char **values) {
    put_number(m, 0);
    size_t start = m->length;
    for (int i = 0; i < count; i++) put_string(m, values[i]);
    uint32_t length = (uint32_t)(m->length - start);
    memcpy(m->bytes + start - 4, &length, 4);
}

static void read_all(uint8_t *bytes, size_t length) {
    while (length > 0) {
        ssize_t now = read(bus, bytes, length);
        if (now <= 0) fail("the bus has hung up");
        bytes += now;
        length -= (size_t)now;
    }
}

static void send_all(const message *m) {
    for (size_t sent = 0; sent < m->length;) {
        ssize_t now = write(bus, m->bytes + sent, m->length - sent);
        if (now <= 0) fail("the bus takes nothing");
        sent += (size_t)now;
    }
}

static uint32_t body_of(const uint8_t *head) {
    uint32_t body;
    memcpy(&body, head + 4, 4);
    return body;
}

static size_t length_of(const uint8_t *head) {
    uint32_t fields;
    memcpy(&fields, head + 12, 4);
    return 16 + ((fields + 7) & ~7u) + body_of(head);
}

static void receive(message *m) {
    read_all(m->bytes, 16);
    m->length = length_of(m->bytes);
    if (m->length > ROOM) fail("a message is too long");
    read_all(m->bytes + 16, m->length - 16);
}

// The reply's serial is the only field with the signature "u" that is no signature of a body: code 5.
static uint32_t replies_to(const message *m) {
    uint32_t fields, found = 0;
    memcpy(&fields, m->bytes + 12, 4);
    for (size_t at = 16; at + 8 <= 16 + (size_t)fields; at += 8)
        if (m->bytes[at] == 5 && m->bytes[at + 1] == 1 && m->bytes[at + 2] == 'u') memcpy(&found, m->bytes + at + 4, 4);
    return found;
}

// Sends a call, whose serial is set here, and reads on until its reply is there.
static void call(message *m, message *reply) {
    serial++;
    memcpy(m->bytes + 8, &serial, 4);
    send_all(m);
    do receive(reply);
    while (reply->bytes[1] == 4 || replies_to(reply) != serial);
    if (reply->bytes[1] == 3) fail((char *)reply->bytes + reply->length - body_of(reply->bytes) + 4);
}

static message begin(const char *destination, const char *path, const char *interface, const char *member, const char *signature) {
    static uint8_t bytes[1 << 16];
    message m = {bytes, 16};
    memset(bytes, 0, 16);
    memcpy(bytes, "l\1\0\1", 4);
    put_field(&m, 1, "o", path);
    put_field(&m, 2, "s", interface);
    put_field(&m, 3, "s", member);
    put_field(&m, 6, "s", destination);
    if (*signature) put_field(&m, 8, "g", signature);
    uint32_t fields = (uint32_t)(m.length - 16);
    memcpy(bytes + 12, &fields, 4);
    align(&m, 8);
    return m;
}

static void finish(message *m, size_t start) {
    uint32_t body = (uint32_t)(m->length - start);
    memcpy(m->bytes + 4, &body, 4);
}

static void connect_to_bus(message *reply) {
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "/run/dbus/system_bus_socket"};
    char line[256], uid[16], hex[40] = "";
    bus = socket(AF_UNIX, SOCK_STREAM, 0);
    if (connect(bus, (struct sockaddr *)&address, sizeof address)) fail("no system bus");
    snprintf(uid, sizeof uid, "%u", getuid());
    for (size_t i = 0; uid[i]; i++) sprintf(hex + 2 * i, "%02x", uid[i]);
    int length = snprintf(line, sizeof line, "%cAUTH EXTERNAL %s\r\n", 0, hex);
    if (write(bus, line, (size_t)length) != length || read(bus, line, sizeof line) < 4 || strncmp(line, "OK ", 3)) fail("not let in");
    if (write(bus, "BEGIN\r\n", 7) != 7) fail("not let in");
    message hello = begin("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "Hello", "");
    call(&hello, reply);
}

static double cpu(void) {
    struct timespec used;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return (double)used.tv_sec * 1e6 + (double)used.tv_nsec / 1e3;
}

static void list(message *reply, int times, int count, char **patterns) {
    message m = begin(SYSTEMD, "/org/freedesktop/systemd1", SYSTEMD ".Manager", "ListUnitsByPatterns", "asas");
    size_t start = m.length;
    put_strings(&m, 0, NULL);
    put_strings(&m, count, patterns);
    finish(&m, start);
    double before = cpu();
    for (int i = 0; i < times; i++) call(&m, reply);
    printf("%.1f\n", (cpu() - before) / times);
}

static void record(message *reply, const char *path) {
    char *rules[] = {"type='method_call',interface='" SYSTEMD ".Manager',member='StartTransientUnit'",
        "type='method_call',interface='" SYSTEMD ".Manager',member='StartUnit'"};
    FILE *file = fopen(path, "w");
    message m = begin("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus.Monitoring", "BecomeMonitor", "asu");
    size_t start = m.length;
    put_strings(&m, 2, rules);
    put_number(&m, 0);
    finish(&m, start);
    call(&m, reply);
    while (file) {
        receive(reply);
        if (reply->bytes[1] == 1) fwrite(reply->bytes, 1, reply->length, file);
        fflush(file);
    }
}

static void replay(message *reply, const char *path, const char *name, int count) {
    static uint8_t recorded[1 << 16], bytes[1 << 16];
    FILE *file = fopen(path, "r");
    size_t all = file ? fread(recorded, 1, sizeof recorded, file) : 0, digits = strcspn(name, "0123456789");
    if (all < 16) fail("nothing is recorded");
    for (int index = 0; index < count; index++) {
        char now[64];
        snprintf(now, sizeof now, "%.*s%0*d", (int)digits, name, (int)(strlen(name) - digits), index);
        memcpy(bytes, recorded, all);
        for (size_t at = 0; at + strlen(name) <= all; at++)
            if (!memcmp(recorded + at, name, strlen(name))) memcpy(bytes + at, now, strlen(now));
        for (size_t at = 0; at < all; at += length_of(recorded + at)) {
            message m = {bytes + at, length_of(bytes + at)};
            call(&m, reply);
        }
    }
}

int main(int count, char **arguments) {
    message reply = {malloc(ROOM), 0};
    connect_to_bus(&reply);
    if (count > 3 && !strcmp(arguments[1], "list")) list(&reply, atoi(arguments[2]), count - 3, arguments + 3);
    else if (count == 3 && !strcmp(arguments[1], "record")) record(&reply, arguments[2]);
    else if (count == 5 && !strcmp(arguments[1], "replay")) replay(&reply, arguments[2], arguments[3], atoi(arguments[4]));
    else fail("usage: bus list TIMES PATTERN... | record FILE | replay FILE NAME COUNT");
    return 0;
}
