#pragma once
// libminerva in one header, with the names that programs use most directly in `minerva`. The
// headers of the modules are the reference.

#include "minerva/constrain/constraint.h"
#include "minerva/embed/embedder.h"
#include "minerva/engine/engine.h"
#include "minerva/model/chat.h"
#include "minerva/model/device.h"
#include "minerva/model/fault.h"
#include "minerva/model/model.h"
#include "minerva/model/remote.h"
#include "minerva/pool/pool.h"
#include "minerva/vision/picture.h"
#include "minerva/vision/projector.h"

namespace minerva {

using constrain::Constraint;
using embed::Embedder;
using engine::Engine;
using engine::generate;
using engine::Request;
using model::ChatMessage;
using model::ChatTemplate;
using model::Fault;
using model::Model;
using pool::Pool;
using vision::Projector;

}  // namespace minerva
