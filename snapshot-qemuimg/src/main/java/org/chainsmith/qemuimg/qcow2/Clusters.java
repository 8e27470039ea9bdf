package org.chainsmith.qemuimg.qcow2;

/** Takes what the L2 tables say, in ascending order of guest offsets. The last run may end behind the disk. */
interface Clusters {
    /** Passes everything over: for those who only want to know whether the tables are right. */
    Clusters IGNORED = new Clusters() {
        @Override
        public void data(long start, long length) {}

        @Override
        public void zeros(long start, long length) {}
    };

    void data(long start, long length);

    void zeros(long start, long length);
}
