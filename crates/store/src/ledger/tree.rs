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
        self.grow(leaf, |_height, _hash| ());
    }

    /// Adds a leaf and shows the root of every subtree that it completes, with its height (2^height leaves).
    pub fn grow(&mut self, leaf: Hash, mut completed: impl FnMut(u32, Hash)) {
        let mut hash = leaf;
        let mut size = self.size;
        let mut height = 0;
        while size & 1 == 1 {
            if let Some(left) = self.peaks.pop() {
                hash = node_hash(&left, &hash);
            }
            size >>= 1;
            height += 1;
            completed(height, hash);
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

/// Whether `path` proves that the tree of `first` leaves under `old` is the beginning of that of `second` leaves under
/// `new` (RFC 9162 §2.1.4.2).
pub fn verify_consistency(first: u64, second: u64, path: &[Hash], old: &Hash, new: &Hash) -> bool {
    if first == 0 || first > second {
        return false;
    }
    if first == second {
        return path.is_empty() && old == new;
    }
    let mut path = path.iter();
    let (mut fn_, mut sn) = (first - 1, second - 1);
    while fn_ & 1 == 1 {
        fn_ >>= 1;
        sn >>= 1;
    }
    let start = if first.is_power_of_two() { Some(old) } else { path.next() };
    let Some(start) = start else { return false };
    let (mut fr, mut sr) = (*start, *start);
    for c in path {
        if sn == 0 {
            return false;
        }
        if fn_ & 1 == 1 || fn_ == sn {
            fr = node_hash(c, &fr);
            sr = node_hash(c, &sr);
            while fn_ & 1 == 0 && fn_ != 0 {
                fn_ >>= 1;
                sn >>= 1;
            }
        } else {
            sr = node_hash(&sr, c);
        }
        fn_ >>= 1;
        sn >>= 1;
    }
    sn == 0 && fr == *old && sr == *new
}

#[cfg(test)]
mod tests {
    use super::{super::leaf::leaf_hash, *};

    /// The largest power of two smaller than `n` (n ≥ 2).
    fn largest_power_below(n: usize) -> usize {
        1 << (n - 1).ilog2()
    }

    /// RFC 6962 §2.1.1 taken literally.
    fn inclusion_path(leaves: &[Hash], index: usize) -> Vec<Hash> {
        if leaves.len() == 1 {
            return Vec::new();
        }
        let split = largest_power_below(leaves.len());
        let (left, right) = leaves.split_at(split);
        let (mut path, other) = if index < split {
            (inclusion_path(left, index), naive(right))
        } else {
            (inclusion_path(right, index - split), naive(left))
        };
        path.push(other);
        path
    }

    /// RFC 6962 §2.1.2 taken literally.
    fn consistency_path(leaves: &[Hash], first: usize, whole: bool) -> Vec<Hash> {
        if first == leaves.len() {
            return if whole { Vec::new() } else { vec![naive(leaves)] };
        }
        let split = largest_power_below(leaves.len());
        let (left, right) = leaves.split_at(split);
        let (mut path, other) = if first <= split {
            (consistency_path(left, first, whole), naive(right))
        } else {
            (consistency_path(right, first - split, false), naive(left))
        };
        path.push(other);
        path
    }

    #[test]
    fn every_beginning_is_provable_and_nothing_else() {
        let leaves: Vec<Hash> = (0..40_u32).map(|i| leaf_hash(&i.to_be_bytes())).collect();
        for n in 1..=leaves.len() {
            let new = naive(&leaves[..n]);
            for m in 1..=n {
                let (old, path) = (naive(&leaves[..m]), consistency_path(&leaves[..n], m, true));
                let (m, n) = (m as u64, n as u64);
                assert!(verify_consistency(m, n, &path, &old, &new), "{m} of {n}");
                let other = leaf_hash(b"another history");
                assert!(!verify_consistency(m, n, &path, &other, &new), "{m} of {n}, rewritten");
                assert!(!verify_consistency(m, n, &path, &old, &other));
                assert!(!verify_consistency(0, n, &path, &old, &new));
                assert!(m == n || !verify_consistency(m, n, &[], &old, &new));
            }
        }
    }

    #[test]
    fn completed_subtrees_are_shown_with_their_roots() {
        let leaves: Vec<Hash> = (0..16_u32).map(|i| leaf_hash(&i.to_be_bytes())).collect();
        let mut frontier = Frontier::default();
        let mut shown = Vec::new();
        for (i, leaf) in leaves.iter().enumerate() {
            frontier.grow(*leaf, |height, hash| shown.push((i, height, hash)));
        }
        let quarter = shown.iter().find(|(i, height, _)| *i == 7 && *height == 2).unwrap();
        assert_eq!(quarter.2, naive(&leaves[4..8]));
        assert_eq!(shown.iter().filter(|(_, height, _)| *height == 3).count(), 2);
        assert_eq!(shown.last().unwrap(), &(15, 4, naive(&leaves)));
    }

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
                let path = inclusion_path(&leaves[..n], i);
                assert!(verify_inclusion(leaves[i], i as u64, n as u64, &path, &root), "leaf {i} of {n}");
                assert!(!verify_inclusion(leaf_hash(b"other"), i as u64, n as u64, &path, &root));
                assert!(!verify_inclusion(leaves[i], i as u64 + 1, n as u64, &path, &root) || n == 1);
            }
        }
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
