// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/descriptor.h"

namespace contrafact::models::vae_nn {

const SystemDescriptor& descriptor() {
    static const SystemDescriptor value{.id = "vae-nn", .title = "VAE-NN"};
    return value;
}

} // namespace contrafact::models::vae_nn
