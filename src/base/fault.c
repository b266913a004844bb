/* fault: what went wrong, for the client and, exactly, for the log. */
#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/fault.h"
#include "base/utf8.h"

static const struct {
	int		 status;
	const char	*word;
} kinds[FAULT_COUNT] = {
	/* Answering no fault at all as a fault is our own mistake. */
	[FAULT_NONE] = { 500, "InternalServerError" },
	[FAULT_INVALID_INPUT] = { 400, "InvalidInput" },
	[FAULT_INVALID_RANGE] = { 400, "InvalidRange" },
	[FAULT_UNSUPPORTED_FORMAT] = { 400, "UnsupportedFormat" },
	[FAULT_INVALID_AUTHENTICATION] = { 401, "InvalidAuthentication" },
	[FAULT_PERMISSION_DENIED] = { 403, "PermissionDenied" },
	[FAULT_NOT_FOUND] = { 404, "NotFound" },
	[FAULT_METHOD] = { 405, "InvalidInput" },
	[FAULT_TOO_LARGE] = { 413, "PayloadTooLarge" },
	[FAULT_RANGE] = { 416, "InvalidRange" },
	[FAULT_INTERNAL] = { 500, "InternalServerError" },
	[FAULT_UNAVAILABLE] = { 503, "InternalServerError" },
	[FAULT_OFFLINE] = { 503, "InternalServerError" },
};

static enum fault_kind
known(enum fault_kind kind)
{
	return (unsigned)kind < FAULT_COUNT && kind != FAULT_NONE ?
	    kind : FAULT_INTERNAL;
}

int
fault_status(enum fault_kind kind)
{
	return kinds[known(kind)].status;
}

const char *
fault_word(enum fault_kind kind)
{
	return kinds[known(kind)].word;
}

/* A text that vsnprintf cut must not end inside a character. */
static void
drop_half_character(char *text)
{
	size_t end = strlen(text), back, lead;

	for (back = 1; back <= 3 && back <= end; back++) {
		lead = (unsigned char)text[end - back];
		if ((lead & 0xc0) == 0x80)
			continue;
		if (lead >= 0xc0 && utf8_length(text + end - back, back) == 0)
			text[end - back] = '\0';
		return;
	}
}

static void
put_text(char *to, size_t room, const char *format, va_list ap)
{
	int n = vsnprintf(to, room, format, ap);

	if (n < 0)
		to[0] = '\0';
	else if ((size_t)n >= room)
		drop_half_character(to);
}

int
fault_set(struct fault *fault, enum fault_kind kind, const char *format, ...)
{
	va_list ap;

	if (fault->kind != FAULT_NONE)
		return -1;
	fault->kind = known(kind);
	va_start(ap, format);
	put_text(fault->message, sizeof(fault->message), format, ap);
	va_end(ap);
	fault->detail[0] = '\0';
	return -1;
}

int
fault_detail(struct fault *fault, enum fault_kind kind, const char *message,
    const char *format, ...)
{
	va_list ap;

	if (fault->kind != FAULT_NONE)
		return -1;
	fault_set(fault, kind, "%s", message);
	va_start(ap, format);
	put_text(fault->detail, sizeof(fault->detail), format, ap);
	va_end(ap);
	return -1;
}

/* A network file system may come back, memory and descriptors be freed. */
bool
fault_may_pass(int error)
{
	switch (error) {
	case EAGAIN:
	case EIO:
	case EMFILE:
	case ENFILE:
	case ENODEV:
	case ENOMEM:
	case ESTALE:
		return true;
	default:
		return false;
	}
}

int
fault_nomem(struct fault *fault)
{
	return fault_set(fault, FAULT_UNAVAILABLE, "out of memory");
}
