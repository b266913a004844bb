/* fuzz: what the fuzz targets share. A target is one file, one function. */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <htslib/kstring.h>

#include "base/fault.h"
#include "conf/settings.h"

/* One input; what must not happen ends the process. Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/* Called once before the first input: no message of ours or of htslib. */
int LLVMFuzzerInitialize(int *argc, char ***argv);

/* A promise of the code under test. */
#define fuzz_must(what) \
	((what) ? (void)0 : fuzz_broken(__FILE__, __LINE__, #what))
void fuzz_broken(const char *file, int line, const char *what)
    __attribute__((noreturn));

/* A fault that can be answered: a known kind, a message in UTF-8. */
void fuzz_fault(const struct fault *);

#define FUZZ_PATH_MAX 4096

/* An open, empty file below TMPDIR, and its path; the caller unlinks it. */
int fuzz_file(char path[FUZZ_PATH_MAX]);

/* Limits that let nothing become large. */
extern const struct limits fuzz_limits;

/* What is left of an input; each takes from its front, 0 at its end. */
struct input {
	const uint8_t *p;
	size_t n;
};
uint8_t fuzz_byte(struct input *);
uint16_t fuzz_short(struct input *);	/* little-endian */

/* The rest as a string that the caller frees; a NUL in it ends it. */
char *fuzz_text(const struct input *);

/* Inflated bytes a block, 1 to 64,500, by a byte of the input. */
size_t fuzz_block_size(uint8_t);

/* Appends the lowest bytes of a number, little-endian. */
void fuzz_put(kstring_t *, uint32_t value, unsigned bytes);

/*
 * Appends content as BGZF blocks that are stored, not compressed: their
 * addresses depend on its length alone.
 */
void fuzz_wrap(kstring_t *, const uint8_t *, size_t bytes, size_t block);
#define FUZZ_WRAPPING 31 /* bytes that a block is longer than its content */

/* Appends what whole BGZF blocks inflate to; false if they are not. */
bool fuzz_unwrap(kstring_t *, const uint8_t *, size_t bytes);

#endif
