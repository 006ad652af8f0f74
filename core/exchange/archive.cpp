// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/archive.h"

#ifdef CONTRAFACT_HAS_IMAGES
#include "core/exchange/zip_archive.h"
#endif

#include <algorithm>
#include <cctype>

namespace contrafact::exchange {

bool isArchiveName(const std::filesystem::path& path) {
    return std::ranges::equal(
        path.extension().native(), std::string(".zip"),
        [](unsigned char a, unsigned char b) { return std::tolower(a) == b; });
}

Result<std::map<std::string, std::vector<std::byte>>> readArchive(std::span<const std::byte> bytes,
                                                                  const std::string& name) {
#ifdef CONTRAFACT_HAS_IMAGES
    return readZip(bytes, name);
#else
    static_cast<void>(bytes);
    return Error{name + ": this build opens no archives; unpack it"};
#endif
}

} // namespace contrafact::exchange
