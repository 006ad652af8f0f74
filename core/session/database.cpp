// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/database.h"

#include <sqlite3.h>

#include <bit>

namespace contrafact::session {

namespace {

static_assert(std::endian::native == std::endian::little, "digests and curves are little-endian");

sqlite3* openMemory() {
    sqlite3* db = nullptr;
    sqlite3_open_v2(":memory:", &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
    return db;
}

template<typename T>
std::span<const std::byte> bytesOf(const T& value) {
    return std::as_bytes(std::span(&value, 1));
}

} // namespace

void Database::Close::operator()(sqlite3* db) const {
    sqlite3_close(db);
}

Database::Database()
    : m_db(openMemory()) {}

Database::Database(std::span<std::byte> bytes)
    : m_db(openMemory()) {
    const auto size = static_cast<sqlite3_int64>(bytes.size());
    auto* data = reinterpret_cast<unsigned char*>(bytes.data());
    check(sqlite3_deserialize(m_db.get(), "main", data, size, size, SQLITE_DESERIALIZE_READONLY) ==
          SQLITE_OK);
    // A file made to deceive must not make SQLite run what it holds.
    sqlite3_db_config(m_db.get(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(m_db.get(), SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
}

void Database::run(const char* sql) {
    check(m_ok && sqlite3_exec(m_db.get(), sql, nullptr, nullptr, nullptr) == SQLITE_OK);
}

std::vector<std::byte> Database::bytes() const {
    sqlite3_int64 size = 0;
    auto* data = sqlite3_serialize(m_db.get(), "main", &size, 0);
    const auto* first = reinterpret_cast<const std::byte*>(data);
    std::vector<std::byte> out;
    if (data) out.assign(first, first + size);
    sqlite3_free(data);
    return out;
}

std::string Database::text(const char* sql) {
    Row row(*this, sql);
    return row.next() ? row.text() : std::string();
}

void Row::Finalize::operator()(sqlite3_stmt* statement) const {
    sqlite3_finalize(statement);
}

Row::Row(Database& database, const char* sql)
    : m_database(database) {
    sqlite3_stmt* statement = nullptr;
    database.check(sqlite3_prepare_v2(database.m_db.get(), sql, -1, &statement, nullptr) ==
                   SQLITE_OK);
    m_statement.reset(statement);
}

/// The length first, so that two fields never look like two others put together.
void Row::digest(std::span<const std::byte> field) {
    const auto size = static_cast<std::uint64_t>(field.size());
    m_database.m_digest.add(bytesOf(size)).add(field);
}

Row& Row::put(std::int64_t value) {
    digest(bytesOf(value));
    m_database.check(sqlite3_bind_int64(m_statement.get(), ++m_field, value) == SQLITE_OK);
    return *this;
}

Row& Row::put(std::string_view value) {
    digest(std::as_bytes(std::span(value)));
    m_database.check(sqlite3_bind_text64(m_statement.get(), ++m_field, value.data(), value.size(),
                                         SQLITE_TRANSIENT, SQLITE_UTF8) == SQLITE_OK);
    return *this;
}

Row& Row::put(std::span<const std::byte> value) {
    digest(value);
    m_database.check(sqlite3_bind_blob64(m_statement.get(), ++m_field, value.data(), value.size(),
                                         SQLITE_TRANSIENT) == SQLITE_OK);
    return *this;
}

void Row::write() {
    m_database.check(sqlite3_step(m_statement.get()) == SQLITE_DONE);
    sqlite3_reset(m_statement.get());
    m_field = 0;
}

bool Row::next() {
    if (!m_database.ok()) return false;
    m_field = 0;
    const int step = sqlite3_step(m_statement.get());
    m_database.check(step == SQLITE_ROW || step == SQLITE_DONE);
    return step == SQLITE_ROW;
}

std::int64_t Row::number() {
    const std::int64_t value = sqlite3_column_int64(m_statement.get(), m_field++);
    digest(bytesOf(value));
    return value;
}

std::string Row::text() {
    const auto bytes = blob();
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::span<const std::byte> Row::blob() {
    const int field = m_field++;
    const auto* data = static_cast<const std::byte*>(sqlite3_column_blob(m_statement.get(), field));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(m_statement.get(), field));
    const auto out = data ? std::span(data, size) : std::span<const std::byte>{};
    digest(out);
    return out;
}

} // namespace contrafact::session
