//! The Merkle tree of RFC 6962 §2.1, kept as its frontier so that appending needs no old leaves.

use super::leaf::{Hash, node_hash};

/// The hashes of the complete subtrees of a tree, largest first: enough to append and to name the root.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    peaks: Vec<Hash>,
}

impl Frontier {
    /// A frontier from its parts; `None` when the number of hashes does not fit the size.
    pub fn from_parts(size: u64, peaks: Vec<Hash>) -> Option<Self> {
        (peaks.len() == size.count_ones() as usize).then_some(Self { size, peaks })
    }

    /// Number of leaves.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Hashes of the complete subtrees, largest first.
    pub fn peaks(&self) -> &[Hash] {
        &self.peaks
    }

    /// Adds a leaf.
    pub fn push(&mut self, leaf: Hash) {
        let mut hash = leaf;
        let mut size = self.size;
        while size & 1 == 1 {
            if let Some(left) = self.peaks.pop() {
                hash = node_hash(&left, &hash);
            }
            size >>= 1;
        }
        self.peaks.push(hash);
        self.size += 1;
    }

    /// The root; the empty tree has the hash of nothing (RFC 6962 §2.1).
    pub fn root(&self) -> Hash {
        let mut peaks = self.peaks.iter().rev();
        match peaks.next() {
            None => {
                use sha2::{Digest, Sha256};
                Sha256::digest([]).into()
            }
            Some(last) => peaks.fold(*last, |right, left| node_hash(left, &right)),
        }
    }
}

/// The audit path of leaf `index` (0-based) in the tree of `leaves`; `None` when there is no such leaf.
pub fn inclusion_path(leaves: &[Hash], index: usize) -> Option<Vec<Hash>> {
    if index >= leaves.len() {
        return None;
    }
    let mut path = Vec::new();
    let (mut part, mut at) = (leaves, index);
    while part.len() > 1 {
        let split = largest_power_below(part.len());
        let (left, right) = part.split_at(split);
        if at < split {
            path.push(root_of(right));
            part = left;
        } else {
            path.push(root_of(left));
            part = right;
            at -= split;
        }
    }
    path.reverse();
    Some(path)
}

/// Whether `path` proves that `leaf` is number `index` (0-based) of the `size` leaves under `root` (RFC 9162 §2.1.3.2).
pub fn verify_inclusion(leaf: Hash, index: u64, size: u64, path: &[Hash], root: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut fn_, mut sn, mut r) = (index, size - 1, leaf);
    for p in path {
        if sn == 0 {
            return false;
        }
        if fn_ & 1 == 1 || fn_ == sn {
            r = node_hash(p, &r);
            while fn_ & 1 == 0 && fn_ != 0 {
                fn_ >>= 1;
                sn >>= 1;
            }
        } else {
            r = node_hash(&r, p);
        }
        fn_ >>= 1;
        sn >>= 1;
    }
    sn == 0 && r == *root
}

fn root_of(leaves: &[Hash]) -> Hash {
    let mut frontier = Frontier::default();
    for leaf in leaves {
        frontier.push(*leaf);
    }
    frontier.root()
}

/// The largest power of two smaller than `n` (n ≥ 2).
fn largest_power_below(n: usize) -> usize {
    1 << (n - 1).ilog2()
}

#[cfg(test)]
mod tests {
    use super::{super::leaf::leaf_hash, *};

    /// RFC 6962 §2.1 taken literally.
    fn naive(leaves: &[Hash]) -> Hash {
        if let [one] = leaves {
            return *one;
        }
        let (l, r) = leaves.split_at(largest_power_below(leaves.len()));
        node_hash(&naive(l), &naive(r))
    }

    #[test]
    fn the_frontier_agrees_with_the_definition_and_every_leaf_is_provable() {
        let leaves: Vec<Hash> = (0..70_u32).map(|i| leaf_hash(&i.to_be_bytes())).collect();
        let mut frontier = Frontier::default();
        for n in 1..=leaves.len() {
            frontier.push(leaves[n - 1]);
            let root = naive(&leaves[..n]);
            assert_eq!(frontier.root(), root, "size {n}");
            assert_eq!(Frontier::from_parts(n as u64, frontier.peaks().to_vec()).as_ref(), Some(&frontier));
            for i in 0..n {
                let path = inclusion_path(&leaves[..n], i).unwrap();
                assert!(verify_inclusion(leaves[i], i as u64, n as u64, &path, &root), "leaf {i} of {n}");
                assert!(!verify_inclusion(leaf_hash(b"other"), i as u64, n as u64, &path, &root));
                assert!(!verify_inclusion(leaves[i], i as u64 + 1, n as u64, &path, &root) || n == 1);
            }
        }
        assert_eq!(inclusion_path(&leaves, 70), None);
    }

    #[test]
    fn known_roots_of_rfc_6962_test_data() {
        // Leaves of the certificate-transparency reference tests: "", 00, 10.
        let leaves: Vec<Hash> = [&[][..], &[0x00], &[0x10]].iter().map(|l| leaf_hash(l)).collect();
        let mut frontier = Frontier::default();
        assert_eq!(hex::encode(frontier.root()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        let roots = [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        ];
        for (leaf, root) in leaves.into_iter().zip(roots) {
            frontier.push(leaf);
            assert_eq!(hex::encode(frontier.root()), root);
        }
    }
}
