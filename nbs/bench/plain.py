"""CT-ViT written as its paper reads, the slow twin that two benches measure beside the package's own, and the processor they ran on."""
import torch, torch.nn.functional as F

def processor() -> dict:    # columns for a table of figures
    can = torch.cpu.get_capabilities()
    kind = 'AVX-512' if can.get('avx512_f') else 'AVX2' if can.get('avx2') else can.get('architecture', 'unknown')
    return dict(cpu=kind, bf16_units=' '.join(k for k in ('amx_bf16', 'avx512_bf16') if can.get(k)) or 'none')

def bias_of_pairs(net, h, w):    # the MLP of a `PositionBias` -> (heads, h*w, h*w), from every pair of places
    at = torch.cartesian_prod(torch.arange(h), torch.arange(w))
    d = (at[:, None] - at[None]).float()
    d = d.sign()*(d.abs() + 1).log()
    for layer in net[:-1]: d = F.leaky_relu(layer(d), 0.1)
    return net[-1](d).permute(2, 0, 1)

def attention(a, x, bias):    # a: an `Attention`
    q, (k, v) = a.to_q(a.norm(x)), a.to_kv(x).chunk(2, -1)
    q, k, v = (t.unflatten(-1, (a.heads, -1)).transpose(1, 2) for t in (q, k, v))
    q, k = F.normalize(q, dim=-1)*a.q_scale, F.normalize(k, dim=-1)*a.k_scale
    pairs = torch.einsum('bhid,bhjd->bhij', q, k)*8
    if bias is not None: pairs = pairs + bias
    return a.to_out(torch.einsum('bhij,bhjd->bhid', pairs.softmax(-1), v).transpose(1, 2).flatten(2))

def run_stage(stage, x, grid, bias=None):    # stage: a `Transformer`; x (sequences, tokens, dim)
    for layer in stage.layers:
        y = F.pad(x.reshape(-1, *grid, x.shape[-1]).permute(0, 4, 1, 2, 3), (1, 1, 1, 1, 2, 0))
        conv = layer.peg.conv
        x = F.conv3d(y, conv.weight, conv.bias, groups=x.shape[-1]).permute(0, 2, 3, 4, 1).reshape(x.shape) + x
        x = attention(layer.attn, x, bias) + x
        value, gate = layer.ff.up(layer.ff.norm(x)).chunk(2, -1)
        x = layer.ff.down(F.gelu(gate)*value) + x
    return stage.norm(x)

def quantise(vq, x):    # vq: a `CosineVQ`; in training its rows move
    flat, book = F.normalize(x.detach().flatten(0, -2), dim=-1), vq.embed[0]
    hot = F.one_hot((flat @ F.normalize(book, dim=-1).T).argmax(-1), len(book)).to(x.dtype)
    out = (hot @ book).view_as(x)
    if vq.training:
        count, mean = hot.sum(0), F.normalize(hot.T @ flat, dim=-1)
        book.lerp_(torch.where(count[:, None] > 0, mean, F.normalize(book, dim=-1)), 1 - vq.decay)
        vq.cluster_size[0].lerp_(count, 1 - vq.decay)
    return x + (out - x).detach() if x.requires_grad else out

def plain(enc, x):    # a faithful `CTViT` and its volumes -> (B, h*w*dim), the pooled vector
    b, c, *size = x.shape
    (p, q, r), (t, h, w) = enc.cfg.patch, (s//n for s, n in zip(size, enc.cfg.patch))
    x = x.view(b, c, t, p, h, q, w, r).permute(0, 2, 4, 6, 1, 3, 5, 7).reshape(b*t, h*w, -1)
    x = enc.patch.norm(enc.patch.proj(enc.patch.norm_in(x)))
    x = run_stage(enc.spatial, x, (t, h, w), bias_of_pairs(enc.bias.net, h, w)).view(b, t, h, w, -1)
    x = run_stage(enc.temporal, x.permute(0, 2, 3, 1, 4).reshape(b*h*w, t, -1), (t, h, w)).view(b, h, w, t, -1)
    return quantise(enc.vq, x.permute(0, 3, 1, 2, 4)).mean(1).flatten(1)
