#include "http/head.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *
status_reason(int status)
{
	static const struct {
		int		 status;
		const char	*reason;
	} reasons[] = {
		{ 200, "OK" },
		{ 204, "No Content" },
		{ 206, "Partial Content" },
		{ 400, "Bad Request" },
		{ 401, "Unauthorized" },
		{ 403, "Forbidden" },
		{ 404, "Not Found" },
		{ 405, "Method Not Allowed" },
		{ 413, "Content Too Large" },
		{ 416, "Range Not Satisfiable" },
		{ 500, "Internal Server Error" },
		{ 503, "Service Unavailable" },
	};
	size_t i;

	for (i = 0; i < sizeof reasons / sizeof reasons[0]; i++)
		if (reasons[i].status == status)
			return reasons[i].reason;
	return "Unknown";
}

static void
put_bytes(struct head *head, const char *text, size_t bytes)
{
	if (bytes > sizeof head->text - head->bytes)
		head->cut = true;
	if (head->cut)
		return;
	memcpy(head->text + head->bytes, text, bytes);
	head->bytes += bytes;
}

void
head_begin(struct head *head, int status)
{
	head->bytes = 0;
	head->cut = false;
	head_put(head, "Status", "%d %s", status, status_reason(status));
}

void
head_put(struct head *head, const char *name, const char *format, ...)
{
	size_t room;
	va_list ap;
	int n;

	put_bytes(head, name, strlen(name));
	put_bytes(head, ": ", 2);
	room = sizeof head->text - head->bytes;
	va_start(ap, format);
	n = vsnprintf(head->text + head->bytes, room, format, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= room)
		head->cut = true;
	else if (!head->cut)
		head->bytes += (size_t)n;
	put_bytes(head, "\r\n", 2);
}

void
head_text(struct head *head, const char *name, const char *value)
{
	put_bytes(head, name, strlen(name));
	put_bytes(head, ": ", 2);
	put_bytes(head, value, strlen(value));
	put_bytes(head, "\r\n", 2);
}

int
head_end(struct head *head)
{
	put_bytes(head, "\r\n", 2);
	return head->cut ? -1 : 0;
}
