/* get: writes the data that a ticket leads to, from the file itself. */
#include "cli/commands.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/answer.h"
#include "cli/say.h"

#define COPY_BYTES (1 << 20)

static int
write_all(const uint8_t *data, size_t bytes, struct fault *fault)
{
	ssize_t n;

	for (; bytes > 0; data += n, bytes -= (size_t)n) {
		n = write(STDOUT_FILENO, data, bytes);
		if (n == -1 && errno == EINTR)
			n = 0;
		else if (n == -1)
			return fault_set(fault, FAULT_INTERNAL,
			    "standard output: %s", strerror(errno));
	}
	return 0;
}

/* Bytes [start, end) of the file as they are. */
static int
copy_range(struct object *object, uint64_t start, uint64_t end, uint8_t *buffer,
    struct fault *fault)
{
	size_t n;

	for (; start < end; start += n) {
		n = end - start < COPY_BYTES ? (size_t)(end - start)
					     : COPY_BYTES;
		if (object_read(object, buffer, n, start, fault) == -1 ||
		    write_all(buffer, n, fault) == -1)
			return -1;
	}
	return 0;
}

static int
write_pieces(const struct answer *a, struct fault *fault)
{
	const struct piece *piece = a->plan.pieces;
	const struct piece *end = piece + a->plan.npieces;
	uint8_t *buffer = malloc(COPY_BYTES);
	int result = 0;

	if (buffer == NULL)
		return fault_nomem(fault);
	for (; result == 0 && piece < end; piece++)
		result = piece->kind == PIECE_RAW
		    ? copy_range(a->dataset.object, piece->start, piece->end,
			  buffer, fault)
		    : write_all(piece->data, piece->bytes, fault);
	free(buffer);
	/* What was read is good only if nobody wrote to it meanwhile. */
	return result == -1 ? -1 : object_unchanged(a->dataset.object, fault);
}

int
get_run(const char *config, int argc, char **argv)
{
	struct fault fault = FAULT_INIT;
	struct answer answer;
	int status = answer_make(&answer, config, argc, argv);

	if (status != STATUS_GOOD || answer.id == NULL)
		goto out;
	status = STATUS_FAULT;
	if (isatty(STDOUT_FILENO))
		say_line("the data are binary: say where they go, as in "
			 "htsgate get ID > FILE");
	else if (write_pieces(&answer, &fault) == -1)
		say_fault(answer.id, &fault);
	else
		status = STATUS_GOOD;
out:
	answer_clear(&answer);
	return status;
}
