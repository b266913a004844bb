/* table_lines: a table of ids, line by line. */
#include "cli/table_lines.h"

int
table_lines_next(struct table_lines *t)
{
	int c;

	t->bytes = 0;
	t->ended = false;
	while ((c = getc_unlocked(t->file)) != EOF && c != '\n')
		if (t->bytes <= MANIFEST_LINE_MAX)
			t->line[t->bytes++] = (char)c;
	t->line[t->bytes] = '\0';
	t->ended = c == '\n';
	if (c == EOF && ferror(t->file))
		return -1;
	if (c == EOF && t->bytes == 0)
		return 0;
	t->number++;
	return 1;
}

const char *
table_lines_read(struct table_lines *t, bool *is_row)
{
	const char *why;

	*is_row = false;
	if (manifest_is_comment(t->line, t->bytes)) {
		if (t->had_id)
			return "a comment stands below an id";
		return t->bytes > MANIFEST_LINE_MAX ? "the line is too long" :
		    NULL;
	}
	t->had_id = true;
	why = manifest_row_read(&t->row, t->line, t->bytes);
	*is_row = why == NULL;
	return why;
}
