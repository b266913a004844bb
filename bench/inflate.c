/*
 * inflate FILE.bam: what it costs to inflate a block of a file and to check its
 * CRC, in microseconds of CPU, the mean. Standard input names regions,
 * `REFERENCE:START-END' a line; the blocks are the first ones that a reader of
 * that region by the index has to inflate, each for the first time. Reading is
 * not counted.
 */
#include <err.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <htslib/hts.h>
#include <htslib/sam.h>
#include <libdeflate.h>

#include "cpu.h"

#define EACH		6	/* blocks of a region */
#define WARM		10	/* the first ones do not count */
#define BLOCK_MAX	65536
#define HEADER		18	/* as bgzip and htslib write it */
#define TRAILER		8

static struct libdeflate_decompressor *inflater;
static double spent;
static long blocks;

static uint32_t
number(const uint8_t *p, int bytes)
{
	uint32_t n = 0;

	while (bytes-- > 0)
		n = n << 8 | p[bytes];
	return n;
}

/* The length of the block at an address, 0 at the file's end. */
static size_t
measure(int fd, uint64_t address)
{
	static uint8_t in[BLOCK_MAX], out[BLOCK_MAX];
	ssize_t got = pread(fd, in, sizeof(in), (off_t)address);
	size_t whole, length;
	double began;

	if (got <= HEADER + TRAILER)
		return 0;
	whole = number(in + 16, 2) + 1;
	length = number(in + whole - 4, 4);
	if ((size_t)got < whole || length == 0 || length > sizeof(out))
		return 0;
	began = cpu_now();
	if (libdeflate_deflate_decompress(inflater, in + HEADER,
	    whole - HEADER - TRAILER, out, length, NULL) !=
	    LIBDEFLATE_SUCCESS || libdeflate_crc32(0, out, length) !=
	    number(in + whole - 8, 4))
		errx(1, "a block at %llu", (unsigned long long)address);
	if (blocks++ >= WARM)
		spent += cpu_now() - began;
	return whole;
}

static void
measure_region(int fd, const hts_itr_t *it)
{
	uint64_t address;
	size_t whole;
	int i;

	if (it->n_off == 0)
		return;
	address = it->off[0].u >> 16;
	for (i = 0; i < EACH && (whole = measure(fd, address)) > 0; i++)
		address += whole;
}

int
main(int argc, char **argv)
{
	char line[256];
	samFile *file;
	sam_hdr_t *header;
	hts_idx_t *index;
	hts_itr_t *it;
	int fd;

	if (argc != 2)
		errx(2, "usage: inflate FILE.bam < REGIONS");
	if ((file = sam_open(argv[1], "rb")) == NULL ||
	    (header = sam_hdr_read(file)) == NULL ||
	    (index = sam_index_load(file, argv[1])) == NULL ||
	    (fd = open(argv[1], O_RDONLY)) == -1 ||
	    (inflater = libdeflate_alloc_decompressor()) == NULL)
		err(1, "%s", argv[1]);
	while (fgets(line, sizeof(line), stdin) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if ((it = sam_itr_querys(index, header, line)) == NULL)
			errx(1, "region %s", line);
		measure_region(fd, it);
		hts_itr_destroy(it);
	}
	if (blocks <= WARM)
		errx(1, "too few blocks");
	printf("%.2f\n", spent / (double)(blocks - WARM));
	return 0;
}
