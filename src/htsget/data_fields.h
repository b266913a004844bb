/* data_fields: what a data URL may hold; for data_url*.c and who fills one. */
#ifndef HTSGET_DATA_FIELDS_H
#define HTSGET_DATA_FIELDS_H

#include <stdbool.h>

/* Exactly as data_url.h says: no other spelling of the same. */
bool	data_is_version(const char *);
bool	data_is_ticket(const char *);
bool	data_is_key(const char *);
/* Its letters alone: whether it is right is signature_check's to say. */
bool	data_is_signature(const char *);

/* 1 to DATA_USER_MAX bytes of UTF-8 without control bytes. */
bool	data_is_user(const char *);

#endif
