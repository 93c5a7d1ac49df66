import A
@inline(never) func h(_ s: S) -> Int { s.g(1) + f(s.g(0)) }
print(h(S([1,2])))
