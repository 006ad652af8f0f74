// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of LibTorch that this project uses. <torch/torch.h> also brings data loaders,
// optimisers, JIT and every module there is: twice as much for each file to compile.
#pragma once

#include <torch/autograd.h>
#include <torch/cuda.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/linear.h>
#include <torch/nn/modules/rnn.h>
#include <torch/types.h>
#include <torch/utils.h>
