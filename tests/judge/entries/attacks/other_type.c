/* expect: no descriptor */
/* other_type.c: a descriptor of another type */
int hmf_impl_other_type = 42;
