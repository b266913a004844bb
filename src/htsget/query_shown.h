/* query_shown: a query string as a log may have it. */
#ifndef HTSGET_QUERY_SHOWN_H
#define HTSGET_QUERY_SHOWN_H

#define LOG_QUERY_MAX	1024	/* bytes in the log, with `?` and a NUL */

/*
 * `?` and the query string, still percent-encoded; "" for NULL. Values of
 * parameters that the protocol or our data URLs do not have are `…`, and so is
 * the signature: nobody shall find in a log what opens something. What has no
 * value may be one, and is `…` altogether if it is not known; so is a value
 * with an `=`, which has swallowed others. Ends in `…` where it is cut.
 * Allocates nothing. Returns the text.
 */
const char	*query_shown(char text[LOG_QUERY_MAX], const char *query);

#endif
