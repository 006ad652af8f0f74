// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/checkpoint.h"
#include "tests/fuzz/fuzz_target.h"

namespace contrafact::fuzz {

void readTensors(Bytes bytes) {
    const auto file = models::decodeTensors(bytes, "input");
    if (!file) return require(!file.message().empty());
    for (const auto& [name, tensor] : file->tensors) {
        auto demanded = models::sizeOf(tensor.type);
        for (const auto length : tensor.shape) demanded *= static_cast<std::size_t>(length);
        require(demanded == tensor.bytes.size());
    }
    const auto again = models::decodeTensors(models::encodeTensors(*file), "again");
    require(again.ok() && again->tensors.size() == file->tensors.size() &&
            again->metadata == file->metadata);
}

} // namespace contrafact::fuzz
