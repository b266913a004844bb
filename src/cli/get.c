/* get: writes the data that a ticket leads to, from the file itself. */
#include "cli/commands.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/answer.h"
#include "cli/say.h"
#include "plan/span_make.h"

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
write_span(const struct answer *a, const struct span *span,
    struct fault *fault)
{
	struct made_span made;
	int rc;

	if (span_make(a->source, a->dataset.object, span, &made, fault) == -1)
		return -1;
	rc = write_all(made.data, made.bytes, fault);
	made_span_clear(&made);
	return rc;
}

static int
write_piece(const struct answer *a, const struct piece *piece,
    uint8_t *buffer, struct fault *fault)
{
	switch (piece->kind) {
	case PIECE_RAW:
		return copy_range(a->dataset.object, piece->start, piece->end,
		    buffer, fault);
	case PIECE_INLINE:
		return write_all(piece->data, piece->bytes, fault);
	default:
		return write_span(a, &piece->span, fault);
	}
}

static int
write_pieces(const struct answer *a, struct fault *fault)
{
	uint8_t *buffer = malloc(COPY_BYTES);
	int result = 0;
	size_t i;

	if (buffer == NULL)
		return fault_nomem(fault);
	for (i = 0; result == 0 && i < a->plan.npieces; i++)
		result = write_piece(a, &a->plan.pieces[i], buffer, fault);
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
