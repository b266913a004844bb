#include "http/body.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <htslib/kstring.h>

#include "base/decimal.h"
#include "base/fault.h"
#include "http/door.h"
#include "http/request.h"

#define PIECE_MAX	65536	/* bytes of a read */

/* CONTENT_LENGTH; false with no fault when there is none. */
static bool
length_known(const struct request *req, uint64_t *bytes, struct fault *fault)
{
	const char *text = req->content_length;
	size_t digits;

	if (text == NULL)
		return false;
	digits = decimal_read(text, bytes);
	if (digits > 0 && text[digits] == '\0')
		return true;
	fault_set(fault, FAULT_INVALID_INPUT,
	    "the Content-Length is not a number");
	return false;
}

static int
length_check(uint64_t bytes, uint64_t limit, struct fault *fault)
{
	if (bytes <= limit)
		return 0;
	return fault_set(fault, FAULT_TOO_LARGE, "the body has %s%" PRIu64
	    " bytes, more than the %" PRIu64 " that this server takes "
	    "([limits] body)", bytes == UINT64_MAX ? "at least " : "", bytes,
	    limit);
}

/* Of CGI it may be the machine's fault; libfcgi tells of the connection's. */
static int
read_fault(int error, size_t bytes, struct fault *fault)
{
	const char *message = "the body of the request could not be read";

	return fault_detail(fault, fault_may_pass(error) ?
	    FAULT_UNAVAILABLE : FAULT_INVALID_INPUT, message,
	    "after %zu bytes: %s", bytes, strerror(error));
}

/* Adds up to `most` bytes to `text`, fewer only where the body ends. */
static int
read_most(struct door *door, uint64_t most, kstring_t *text,
    struct fault *fault)
{
	size_t piece;
	ssize_t got;

	if (ks_resize(text, 1) == -1)
		return fault_nomem(fault);
	while (text->l < most) {
		piece = most - text->l < PIECE_MAX ?
		    (size_t)(most - text->l) : PIECE_MAX;
		if (ks_resize(text, text->l + piece + 1) == -1)
			return fault_nomem(fault);
		got = door->read(door, text->s + text->l, piece);
		if (got == -1)
			return read_fault(errno, text->l, fault);
		if (got == 0)
			break;
		text->l += (size_t)got;
	}
	text->s[text->l] = '\0';
	return 0;
}

static int
read_known(struct door *door, uint64_t bytes, kstring_t *text,
    struct fault *fault)
{
	if (read_most(door, bytes, text, fault) == -1)
		return -1;
	if (text->l == bytes)
		return 0;
	return fault_set(fault, FAULT_INVALID_INPUT, "the body ended after "
	    "%zu of %" PRIu64 " bytes", text->l, bytes);
}

/* One byte more than is let through shows that there are too many. */
static int
read_unknown(struct door *door, uint64_t limit, kstring_t *text,
    struct fault *fault)
{
	if (read_most(door, limit < UINT64_MAX ? limit + 1 : limit, text,
	    fault) == -1)
		return -1;
	if (text->l <= limit)
		return 0;
	return fault_set(fault, FAULT_TOO_LARGE, "the body has more than the "
	    "%" PRIu64 " bytes that this server takes ([limits] body)",
	    limit);
}

int
body_read(struct request *req, uint64_t limit, char **body, size_t *bytes,
    struct fault *fault)
{
	kstring_t text = KS_INITIALIZE;
	uint64_t length;
	int rc;

	*body = NULL;
	*bytes = 0;
	if (length_known(req, &length, fault))
		rc = length_check(length, limit, fault) == -1 ? -1 :
		    read_known(req->door, length, &text, fault);
	else if (fault->kind != FAULT_NONE)
		rc = -1;
	else
		rc = read_unknown(req->door, limit, &text, fault);
	if (rc == -1) {
		ks_free(&text);
		return -1;
	}
	*bytes = text.l;
	*body = ks_release(&text);
	return 0;
}
