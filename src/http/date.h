/* date: a time as HTTP writes it (RFC 9110, 5.6.7). */
#ifndef HTTP_DATE_H
#define HTTP_DATE_H

#include <time.h>

#define HTTP_DATE_BYTES	30	/* "Sun, 06 Nov 1994 08:49:37 GMT" and a NUL */

/* 0, or -1 and an empty text where the year has more than four digits. */
int	http_date(char text[HTTP_DATE_BYTES], time_t);

#endif
