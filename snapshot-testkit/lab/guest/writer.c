/*
 * Writes numbered, checksummed records to all disks in turn, without pause: record n goes to the first disk, then to the
 * second and so on, then comes n + 1, each after the one before is durable. So at any one point in time the disks end
 * with the same number, or the later ones with the number before.
 *
 *     writer PAUSE_US FOLDER...
 *
 * FOLDER/records is a ring of blocks; record n is block n % BLOCKS:
 *     bytes 0..        seq=N disk=NAME time_us=T\n     NAME is the folder's last name, T the guest's monotonic clock
 *     up to 4087       bytes that depend on N and the place
 *     last 9 bytes     CRC-32 of all before, as 8 hexadecimal digits and \n
 *
 * In memory, so never frozen: /run/last/NAME has the number of the last durable record, and /run/gaps/NAME gets a line
 * "N T GAP_US" whenever two records of a disk end further apart than 20 ms, that is the guest's view of every stall.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BLOCK = 4096, BLOCKS = 1024, CHECKSUM_AT = BLOCK - 9, MOST_DISKS = 64, STALL_US = 20000 };

struct disk {
    const char *name;
    int records;
    int last;
    int gaps;
    uint64_t last_end;
};

static uint64_t now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static uint32_t crc32_of(const unsigned char *bytes, size_t length)
{
    static uint32_t table[256];
    uint32_t crc = 0xffffffff;
    size_t i;
    if (table[1] == 0) {
        for (i = 0; i < 256; i++) {
            uint32_t value = i;
            int bit;
            for (bit = 0; bit < 8; bit++)
                value = value & 1 ? value >> 1 ^ 0xedb88320 : value >> 1;
            table[i] = value;
        }
    }
    for (i = 0; i < length; i++)
        crc = table[(crc ^ bytes[i]) & 0xff] ^ crc >> 8;
    return crc ^ 0xffffffff;
}

static void stop_on_error(const struct disk *disk, const char *what)
{
    fprintf(stderr, "writer: %s: could not %s: %m\n", disk->name, what);
    exit(1);
}

static void write_record(struct disk *disk, unsigned char *block, uint64_t number)
{
    char line[32];
    uint64_t end;
    size_t i;
    for (i = 0; i < BLOCK; i++)
        block[i] = (unsigned char)(number * 31 + i * 7 + 1);
    i = snprintf((char *)block, CHECKSUM_AT, "seq=%llu disk=%s time_us=%llu\n", (unsigned long long)number, disk->name,
                 (unsigned long long)now_us());
    block[i] = 0xff;
    snprintf(line, sizeof line, "%08x\n", crc32_of(block, CHECKSUM_AT));
    memcpy(block + CHECKSUM_AT, line, 9);
    if (pwrite(disk->records, block, BLOCK, number % BLOCKS * BLOCK) != BLOCK)
        stop_on_error(disk, "write a record");
    end = now_us();
    if (disk->last_end != 0 && end - disk->last_end >= STALL_US)
        dprintf(disk->gaps, "%llu %llu %llu\n", (unsigned long long)number, (unsigned long long)disk->last_end,
                (unsigned long long)(end - disk->last_end));
    disk->last_end = end;
    i = snprintf(line, sizeof line, "%llu\n", (unsigned long long)number);
    if (pwrite(disk->last, line, i, 0) != (ssize_t)i)
        stop_on_error(disk, "note the last record");
}

static int open_file(const struct disk *disk, const char *folder, const char *name, int flags)
{
    char path[256];
    int file;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    file = open(path, flags | O_CREAT, 0644);
    if (file < 0)
        stop_on_error(disk, "open a file");
    return file;
}

/* Every block is there before the first record, so that a record changes no metadata. */
static void lay_out(const struct disk *disk, const char *folder, unsigned char *block)
{
    int records = open_file(disk, folder, "records", O_WRONLY);
    int i;
    memset(block, 0xff, BLOCK);
    if (lseek(records, 0, SEEK_END) < (off_t)BLOCK * BLOCKS)
        for (i = 0; i < BLOCKS; i++)
            if (pwrite(records, block, BLOCK, (off_t)i * BLOCK) != BLOCK)
                stop_on_error(disk, "lay out the records");
    if (fsync(records) != 0)
        stop_on_error(disk, "lay out the records");
    close(records);
}

static void open_disk(struct disk *disk, const char *folder, unsigned char *block)
{
    disk->name = strrchr(folder, '/') + 1;
    disk->last_end = 0;
    disk->last = open_file(disk, "/run/last", disk->name, O_WRONLY);
    disk->gaps = open_file(disk, "/run/gaps", disk->name, O_WRONLY | O_APPEND);
    lay_out(disk, folder, block);
    disk->records = open_file(disk, folder, "records", O_RDWR | O_DIRECT | O_DSYNC);
}

/* The number after the last one that any disk holds: a guest that starts again goes on counting. */
static uint64_t next_number(struct disk *disks, int count, unsigned char *block)
{
    uint64_t next = 1;
    int d, i;
    for (d = 0; d < count; d++)
        for (i = 0; i < BLOCKS; i++) {
            unsigned long long number;
            if (pread(disks[d].records, block, BLOCK, (off_t)i * BLOCK) == BLOCK && block[BLOCK - 1] == '\n' &&
                sscanf((char *)block, "seq=%llu ", &number) == 1 && number >= next)
                next = number + 1;
        }
    return next;
}

int main(int count, char **arguments)
{
    static struct disk disks[MOST_DISKS];
    struct timespec pause = {0, 0};
    unsigned char *block;
    uint64_t number;
    int i;
    if (count < 3 || count - 2 > MOST_DISKS || posix_memalign((void **)&block, BLOCK, BLOCK) != 0)
        return 2;
    pause.tv_nsec = atol(arguments[1]) * 1000;
    count -= 2;
    for (i = 0; i < count; i++)
        open_disk(&disks[i], arguments[i + 2], block);
    for (number = next_number(disks, count, block);; number++) {
        for (i = 0; i < count; i++)
            write_record(&disks[i], block, number);
        if (pause.tv_nsec > 0)
            nanosleep(&pause, NULL);
    }
}
